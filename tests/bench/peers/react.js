// The petition in React 19.

import { createRoot } from "react-dom/client";
import { upgrade } from "./upgrade.js";
import { Petition } from "./petition.js";

upgrade((container, props) => createRoot(container).render(<Petition {...props} />));
