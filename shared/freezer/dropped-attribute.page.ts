/** Attributes that load, run, navigate or report; those a still needs are written by whoever knows their element. */
export function isDroppedAttribute(name: string): boolean {
  return /^(on(?!$|e$|ce$|ly$|line$).*|src|srcset|sizes|imagesrcset|imagesizes|srcdoc|sandbox|allow|allowfullscreen|csp|credentialless|loading|decoding|fetchpriority|integrity|crossorigin|nonce|ping|download|referrerpolicy|attributionsrc|background|data|codebase|code|classid|archive|poster|action|formaction|method|formmethod|formtarget|target|rel|manifest|profile|longdesc|cite|usemap|autofocus|autoplay|preload|lowsrc|dynsrc|href|xlink:href|xml:base|http-equiv|style|shadowroot.*|sp-is|sp-id|sp-a-.*|popovertarget.*|command|commandfor|interestfor|invoketarget|is-land|manifest|xmlns|xmlns:.*|slot-assignment)$/i.test(
    name,
  );
}

/** Attributes that are not in a still, or not with the value they had; `style` keeps what it said. */
export function isChangedAttribute(name: string): boolean {
  if (/^(style|xmlns.*|xml:.*|sp-.*)$/i.test(name)) return false;
  return isDroppedAttribute(name) || /^(checked|selected|value)$/i.test(name);
}
