// What the schema cannot say. Each rule is small, looks at one thing and collects; none throws, none stops another.
import type {Rule} from './rules/rule.ts';

export const RULES: readonly Rule[] = [];
