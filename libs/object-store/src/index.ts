export { type DownloadedObject, type DownloadOptions } from './download.js';
export {
  ObjectChangedError,
  ObjectMissingError,
  ObjectStoreUnavailableError,
  ObjectTooLargeError,
  objectUri,
  type ObjectLocation,
} from './errors.js';
export { type ListedObject } from './list-objects.js';
export { type ListedVersion } from './list-versions.js';
export { type ObjectDescription } from './object-description.js';
export { createObjectStore, type ObjectStore } from './object-store.js';
export {
  createUploadStaging,
  type StagedUpload,
  type StageUploadOptions,
  type UploadStaging,
} from './staged-upload.js';
export { type UploadOptions, type UploadSource } from './upload.js';
