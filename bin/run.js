#!/usr/bin/env node
import {spareMemory} from '../dist/memory.js';

// Before anything else is loaded: loading takes most of what a run needs at its highest.
spareMemory();
const {main} = await import('../dist/main.js');
await main();
