/** What a test or a trial throws where a process would die: nothing in the issuer's code expects it. */
export class Killed extends Error {}
