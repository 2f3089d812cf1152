// Mocha's own `spec` reporter, which also leaves its counts and what failed in the file named by REPORT. With --dry-run, in
// which no test runs and all pass, they count as skipped.
const {writeFileSync} = require('node:fs');
const {reporters, Runner} = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      failed.push({title: test.titlePath().join(' > '), error});
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const {passes: passed, failures, pending: skipped} = runner.stats;
      const [passes, pending] = options.dryRun ? [0, passed + skipped] : [passed, skipped];
      // Only now: hooks behind a test add to its error.
      const texts = failed.map(({title, error}) => ({title, text: String(error.stack ?? error)}));
      writeFileSync(process.env.REPORT, JSON.stringify({passes, failures, pending, failed: texts}));
    });
  }
};
