// Merges the small pieces of a local index in a process of its own: node optimize-process.ts FOLDER GENERATION
import { loadEngine, openGeneration, optimizeGeneration } from './lance.ts';

const [uri = '', name = ''] = process.argv.slice(2);
const lance = await loadEngine();
if (!lance.ok) throw new Error(lance.error.message);
const generation = await openGeneration(lance.value, { uri }, name);
await optimizeGeneration(generation);
generation.close();
