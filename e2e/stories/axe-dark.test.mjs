// axe finds nothing on any page, in the dark theme.

import { soundPages } from "../support/sound.mjs";

soundPages("dark");
