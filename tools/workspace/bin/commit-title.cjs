#!/usr/bin/env node
'use strict';
// Whether the title of a pull request, which becomes a commit's, says to a release what its author means: with a scope
// that is no project, Nx makes a patch of it, of a breaking change too (docs/releasing.md).
var projectsByName = require('./projects.cjs').projectsByName;

var releasing = ['feat', 'fix', 'perf', 'revert'];
var others = ['docs', 'test', 'refactor', 'chore', 'build', 'ci', 'style'];
var usage = "usage: commit-title.cjs '<type>(<project>): <what and why>'\n";

/** What is wrong with a title, for people; undefined when nothing is. */
function faultOf(title) {
  var parts = /^([a-z]+)(?:\(([^()]*)\))?(!?): \S/.exec(title);
  if (!parts) return 'it is not <type>(<project>): <what and why>';
  var type = parts[1];
  var types = releasing.concat(others);
  if (types.indexOf(type) === -1) return type + ' is no type: take one of ' + types.join(', ');
  var releases = releasing.indexOf(type) !== -1 || parts[3] === '!';
  if (!releases || parts[2] === undefined) return undefined;
  var projects = projectsByName();
  var unknown = parts[2].split(',').filter(function (scope) {
    return !projects[scope.trim()];
  });
  if (unknown.length === 0) return undefined;
  return (
    '“' +
    unknown.join(',') +
    '” is no project, so the versions would not change as it says: docs/projects.md lists them'
  );
}

if (process.argv.length !== 3) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  var fault = faultOf(process.argv[2]);
  if (fault !== undefined) {
    process.stderr.write('“' + process.argv[2] + '”: ' + fault + '\n');
    process.exitCode = 1;
  }
}
