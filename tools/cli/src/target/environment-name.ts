/** What an environment may be called: it is a part of every resource's name. */
export const environmentPattern = /^[a-z][a-z0-9-]{0,20}$/;
