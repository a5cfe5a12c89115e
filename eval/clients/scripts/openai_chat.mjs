import OpenAI from "openai";

const told = JSON.parse(process.argv[2]);
const client = new OpenAI({ baseURL: told.url + "/v1", apiKey: told.key });
const messages = [{ role: "user", content: "How many PET/CT exams were used?" }];
const say = (can, ok, note = "") => console.log(JSON.stringify({ can, ok: Boolean(ok), note }));

const models = await client.models.list();
say("list models", models.data[0].id === "paper-assistant");
const done = await client.chat.completions.create({ model: "paper-assistant", messages });
say("chat, with citations", done.choices[0].message.content.includes("25,578") && done.answer.citations.length);
let text = "";
for await (const chunk of await client.chat.completions.create({ model: "paper-assistant", messages, stream: true }))
  text += chunk.choices[0]?.delta?.content ?? "";
say("stream", text.includes("25,578"));
const response = await client.responses.create({ model: "paper-assistant", input: messages[0].content });
say("responses", response.output_text.includes("25,578"));
try {
  await client.chat.completions.create({ model: "paper-assistant", messages, n: 2 });
  say("refusals by name", false);
} catch (error) {
  say("refusals by name", error.param === "n");
}
