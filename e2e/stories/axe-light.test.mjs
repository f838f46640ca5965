// axe finds nothing on any page, in the light theme.

import { soundPages } from "../support/sound.mjs";

soundPages("light");
