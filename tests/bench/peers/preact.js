// The petition in Preact.

import { render } from "preact";
import { upgrade } from "./upgrade.js";
import { Petition } from "./petition.js";

upgrade((container, props) => render(<Petition {...props} />, container));
