import { readFileSync } from "node:fs";

import * as aep from "offer-resources";

const banner = new aep.Placement("banner", { name: "Web banner", channel: "web", componentType: "html" });
const newsletter = new aep.Placement("newsletter", {
    name: "Newsletter footer",
    channel: "email",
    componentType: "text",
});
const season = new aep.Tag("season", { name: "Season" });
const members = new aep.DecisionRule("members", {
    name: "Members",
    condition: { type: "PQL", format: "pql/text", value: "profile.loyalty.member" },
});

const everyday = new aep.FallbackOffer("everyday", {
    name: "Everyday",
    status: "approved",
    representations: [shown(banner, "web", html("everyday.html")), shown(newsletter, "email", text("newsletter.txt"))],
});

const winter = new aep.PersonalizedOffer("winter", {
    name: "Winter boots",
    status: "approved",
    tags: [season.id],
    representations: [shown(banner, "web", html("winter.html"))],
    selectionConstraint: {
        startDate: "2026-12-01T00:00:00Z",
        endDate: "2027-03-01T00:00:00Z",
        profileConstraintType: "eligibilityRule",
        eligibilityRule: members.id,
    },
    rank: { priority: 10 },
});

function shown(
    placement: aep.Placement,
    channel: string,
    component: aep.types.input.ComponentArgs,
): aep.types.input.RepresentationArgs {
    return { placement: placement.id, channel, components: [component] };
}

function html(file: string): aep.types.input.ComponentArgs {
    return { type: "html", format: "text/html", content: content(file) };
}

function text(file: string): aep.types.input.ComponentArgs {
    return { type: "text", format: "text/plain", content: content(file) };
}

function content(file: string): string {
    return readFileSync(`${__dirname}/content/${file}`, "utf8");
}

export const ids = { everyday: everyday.id, winter: winter.id };
