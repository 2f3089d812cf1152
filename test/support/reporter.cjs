// Mocha's own `spec` reporter, which also leaves its counts in the file named by REPORT.
const {writeFileSync} = require('node:fs');
const {reporters, Runner} = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const {passes, failures, pending} = runner.stats;
      writeFileSync(process.env.REPORT, JSON.stringify({passes, failures, pending}));
    });
  }
};
