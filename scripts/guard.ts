import { guardProcess } from "../issuer/terminal/guard.ts";
import { lendHome } from "../issuer/terminal/home.ts";

// Runs when it is imported: a process has to be guarded before anything in it can fail.
guardProcess();
lendHome();
