// The survey of the benchmark in SurveyJS.

import { Model, settings } from "survey-core";
import "survey-js-ui";

// What is measured is the work of turning a page, not how long it fades.
settings.animationEnabled = false;

const host = document.querySelector("#survey");
const definition = await (await fetch(host.dataset.definition)).json();
const survey = new Model(definition);
// As Rungs does, it follows what is typed, so that questions appear while one types.
survey.textUpdateMode = "onTyping";
survey.onAfterRenderSurvey.add(() => performance.mark("ready"));
survey.render(host);
