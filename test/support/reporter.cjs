// Mocha's own `spec` reporter, which also leaves its counts and what failed in the file named by REPORT.
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
      const {passes, failures, pending} = runner.stats;
      // Only now: hooks behind a test add to its error.
      const texts = failed.map(({title, error}) => ({title, text: String(error.stack ?? error)}));
      writeFileSync(process.env.REPORT, JSON.stringify({passes, failures, pending, failed: texts}));
    });
  }
};
