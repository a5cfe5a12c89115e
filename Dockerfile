FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE THIRD_PARTY_NOTICES.md ./
COPY assistant assistant
COPY prompts prompts
COPY ui ui
COPY eval eval
COPY locked locked
RUN pip install --no-cache-dir --require-hashes --requirement locked/build.txt \
    && pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel .

FROM python:3.11-slim
COPY locked /build/locked
COPY --from=build /wheel /build/
RUN pip install --no-cache-dir --require-hashes --requirement /build/locked/run.txt \
    && pip install --no-cache-dir --no-deps /build/*.whl \
    && useradd --create-home --uid 10001 reader \
    && install --directory --owner reader /data
ENV ASSISTANT_HOME=/data
USER 10001
VOLUME /data
EXPOSE 7860
HEALTHCHECK --start-period=2m CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/healthz')"]
# Beyond loopback a login is needed: ASSISTANT_AUTH=USER:PASSWORD. Keys open the HTTP API: ASSISTANT_API_KEYS.
CMD ["paper-assistant", "chat", "--host", "0.0.0.0"]
