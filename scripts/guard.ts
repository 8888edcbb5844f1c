import { guardProcess } from "./lib/cli/guard.ts";
import { lendHome } from "./lib/cli/home.ts";

// Runs when it is imported: a process has to be guarded before anything in it can fail.
guardProcess();
lendHome();
