import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText } from "ai";

const told = JSON.parse(process.argv[2]);
const papers = createOpenAICompatible({ name: "papers", baseURL: told.url + "/v1", apiKey: told.key });
const prompt = "How many PET/CT exams were used?";
const say = (can, ok, note = "") => console.log(JSON.stringify({ can, ok: Boolean(ok), note }));

const done = await generateText({ model: papers("paper-assistant"), prompt });
say("generateText", done.text.includes("25,578"));
let text = "";
for await (const piece of streamText({ model: papers("paper-assistant"), prompt }).textStream) text += piece;
say("streamText", text.includes("25,578"));
