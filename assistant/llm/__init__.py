"""Messages in, a reply out: chat models behind one small protocol, with limits, retries and a cache."""
