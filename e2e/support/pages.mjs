// Every page of the demo, by address. A page that is missing here is found by the story that follows all links.

/** For members. The statement of each is its h1. */
export const MEMBER_PAGES = [
  "/",
  "/map",
  "/map?focus=NF-212",
  "/priorities",
  "/priorities?method=rice",
  "/priorities?method=moscow",
  "/priorities/NF-198/move?before=NF-230",
  "/tickets",
  "/tickets/NF-212",
  "/tickets/NF-207",
  "/tickets/NF-214",
  "/tickets/NF-187",
  "/goals",
  "/gaps",
  "/north-star",
  "/value",
  "/value/reference",
  "/import",
  "/activity",
  "/find?q=carrier",
  "/settings",
  "/settings/me",
  "/settings/members",
  "/settings/teams",
  "/settings/segments",
  "/settings/tokens",
  "/keys",
];

/** For everybody. */
export const OPEN_PAGES = ["/sign-in", "/no-such-page"];
