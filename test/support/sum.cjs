// node sum.cjs STEPS_FAILED REPORT...: adds up the reports, prints what failed and the closing line, exits 1
// when anything failed.
const {readFileSync} = require('node:fs');

const [steps, ...files] = process.argv.slice(2);
const reports = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
// A step that failed without a failed test of its own (a build, a crash of mocha) counts as one.
const failed = Math.max(sum('failures'), Number(steps));
// Said again at the end: a log of an hour is often kept by its last lines alone.
for (const {title, text} of reports.flatMap((report) => report.failed)) {
  console.log(`FAILED ${title}\n${text.replaceAll(/^/gm, '  ')}\n`);
}
console.log(`${sum('passes')} passed, ${failed} failed, ${sum('pending')} skipped`);
process.exitCode = failed > 0 || sum('passes') === 0 ? 1 : 0;
