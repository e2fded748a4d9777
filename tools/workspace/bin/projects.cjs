'use strict';
// What the workspace's projects are, read from their package.json files: needs nothing that is installed or built.
var fs = require('fs');
var path = require('path');

var root = path.resolve(__dirname, '..', '..', '..');

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** The folders of the workspace's projects: `apps/*` stands for every folder in `apps` with a package.json. */
function projectFolders() {
  return readJson(path.join(root, 'package.json')).workspaces.reduce(function (folders, pattern) {
    if (!/\/\*$/.test(pattern)) return folders.concat(pattern);
    var parent = pattern.slice(0, -2);
    var names = fs.readdirSync(path.join(root, parent)).sort();
    return folders.concat(
      names
        .map(function (name) {
          return parent + '/' + name;
        })
        .filter(function (folder) {
          return fs.existsSync(path.join(root, folder, 'package.json'));
        }),
    );
  }, []);
}

/** `{version, root, packaged}` by the project's Nx name; `packaged` says whether it has the target `package`. */
function projectsByName() {
  return projectFolders().reduce(function (projects, folder) {
    var manifest = readJson(path.join(root, folder, 'package.json'));
    var nx = manifest.nx || {};
    projects[nx.name] = {
      version: manifest.version,
      root: folder,
      packaged: Boolean(nx.targets && nx.targets.package),
    };
    return projects;
  }, Object.create(null));
}

module.exports = { root: root, projectsByName: projectsByName };
