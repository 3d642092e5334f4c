// Where the gateway is, and the formats that the deployments behind it speak: see MatrixRun. A format's models are named after it.
export const url = process.env.FAIRLEAD_URL;
export const key = process.env.FAIRLEAD_KEY;
export const formats = process.env.FAIRLEAD_FORMATS.split(',');

export const text = 'It is sunny in Köln.';
export const question = 'How is the weather in Köln, and what time is it there?';
export const weatherSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
export const citySchema = {
  type: 'object',
  properties: { city: { type: 'string' }, sunny: { type: 'boolean' } },
  required: ['city', 'sunny'],
  additionalProperties: false,
};
export const city = { city: 'Köln', sunny: true };
export const calls = [
  ['weather', { city: 'Köln' }],
  ['time', { city: 'Köln' }],
];
export const results = { weather: 'sunny', time: '12:00' };
