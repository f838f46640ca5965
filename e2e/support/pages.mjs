// Every page of the demo, by address. A page that is missing here is found by the story that follows all links.

/** For members. The statement of each is its h1. */
export const MEMBER_PAGES = [
  "/",
  "/map",
  "/map?focus=NF-212",
  "/priorities",
  "/priorities?model=rice",
  "/priorities?model=moscow",
  "/priorities?compare=NF-230,NF-198",
  "/priorities/NF-198/move?above=NF-230",
  "/roadmap",
  "/roadmap?order=best",
  "/roadmap/move?ticket=NF-198&before=NF-230",
  "/roadmap/published",
  "/roadmap/calendar",
  "/urgent",
  "/urgent/new",
  "/urgent/U-31",
  "/urgent/budgets",
  "/urgent/budgets/new",
  "/emergencies/new",
  "/services",
  "/services/new",
  "/tickets?status=deleted",
  "/tickets",
  "/tickets/NF-212",
  "/tickets/NF-207",
  "/tickets/NF-214",
  "/tickets/NF-187",
  "/tickets/NF-212/not-doing",
  "/tickets/NF-212/history",
  "/tickets/NF-212/edit",
  "/tickets/new",
  "/goals",
  "/cycles",
  "/cycles/new",
  "/weekly-goals",
  "/weekly-goals/new",
  "/strategy",
  "/strategy/import",
  "/objectives/O1",
  "/goals/O1/not-doing?weeks=26",
  "/key-results/KR1",
  "/problems/P1",
  "/objectives/new",
  "/key-results/new",
  "/problems/new",
  "/gaps",
  "/north-star",
  "/metrics/new",
  "/value",
  "/value?text=reduces+churn+by+3%25+in+mid-market",
  "/value/reference",
  "/import",
  "/activity",
  "/find?q=carrier",
  "/settings",
  "/settings/me",
  "/settings/members",
  "/settings/teams",
  "/teams/new",
  "/settings/segments",
  "/segments/new",
  "/segments/import",
  "/competitors",
  "/competitors/new",
  "/settings/tokens",
  "/keys",
];

/** Forms and pages that are reached by an id, one of each kind. */
export async function pagesByIds(api) {
  const first = async (noun) => {
    const answer = await api(`/${noun}`);
    return (Array.isArray(answer) ? answer : answer.items)[0].id;
  };
  const forms = ["teams", "segments", "objectives", "key-results", "problems", "metrics"];
  const ids = await Promise.all([...forms, "members"].map(first));
  return [
    ...forms.map((noun, at) => `/${noun}/${ids[at]}/edit`),
    `/metrics/${ids[forms.indexOf("metrics")]}`,
    `/metrics/${ids[forms.indexOf("metrics")]}/import`,
    `/settings/members/${ids.at(-1)}`,
  ];
}

/** For everybody. */
export const OPEN_PAGES = ["/sign-in", "/invitations/not-an-invitation", "/no-such-page"];
