// Google's client against every upstream format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, GoogleGenAI } from '@google/genai';
import { calls, city, citySchema, formats, key, question, results, text, url, weatherSchema } from './gateway.mjs';

const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
const contents = [{ role: 'user', parts: [{ text: question }] }];
const config = { tools: [{ functionDeclarations: calls.map(([name]) => ({ name, description: `Tells the ${name}.`, parametersJsonSchema: weatherSchema })) }] };

function called(parts) {
  const made = parts.filter((part) => part.functionCall).map((part) => part.functionCall);
  assert.deepEqual(made.map((call) => [call.name, call.args]), calls);
  return [
    ...contents,
    { role: 'model', parts },
    { role: 'user', parts: made.map((call) => ({ functionResponse: { id: call.id, name: call.name, response: { output: results[call.name] } } })) },
  ];
}

async function gathered(stream) {
  const parts = [];
  for await (const chunk of stream) parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
  return parts;
}

const shown = (parts) => parts.filter((part) => part.text && !part.thought).map((part) => part.text);

for (const model of process.env.FAIRLEAD_CLIENTS.split(',').includes('google') ? formats : []) {
  test(`google / ${model} / text`, async () => {
    const response = await client.models.generateContent({ model, contents });
    assert.equal(response.text, text);
    assert.equal(response.candidates[0].finishReason, 'STOP');
    assert.ok(response.usageMetadata.candidatesTokenCount > 0);
  });

  test(`google / ${model} / stream`, async () => {
    const pieces = shown(await gathered(await client.models.generateContentStream({ model, contents })));
    assert.equal(pieces.join(''), text);
    assert.ok(pieces.length > 1, 'in pieces');
  });

  test(`google / ${model} / tool loop`, async () => {
    const first = await client.models.generateContent({ model, contents, config });
    const last = await client.models.generateContent({ model, contents: called(first.candidates[0].content.parts), config });
    assert.equal(last.text, text);
  });

  test(`google / ${model} / streamed tool loop`, async () => {
    const first = await gathered(await client.models.generateContentStream({ model, contents, config }));
    const last = await gathered(await client.models.generateContentStream({ model, contents: called(first), config }));
    assert.equal(shown(last).join(''), text);
  });

  test(`google / ${model} / structured output`, async () => {
    const response = await client.models.generateContent({ model: `${model}-json`, contents, config: { responseMimeType: 'application/json', responseJsonSchema: citySchema } });
    assert.deepEqual(JSON.parse(response.text), city);
  });

  test(`google / ${model} / errors`, async () => {
    const status = (failing) => client.models.generateContent({ model: failing, contents }).then(() => 200, (error) => (error instanceof ApiError ? error.status : error.message));
    assert.equal(await status(`${model}-context`), 400);
    assert.equal(await status(`${model}-busy`), 429);
  });
}
