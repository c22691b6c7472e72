const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const two = (value: number) => String(value).padStart(2, '0');

/**
 * A date as pages write it, as ISO 8601: with a zone in UTC (`2026-01-02T03:04:05.000Z`), without one as local time
 * (`2026-01-02T03:04`) or day (`2026-01-02`). Undefined for what is no date between 1990 and 2100.
 */
export function parseFactDate(text: string): string | undefined {
  const trimmed = text.trim();
  const stamp = /^(\d{10})(\d{3})?$/.exec(trimmed);
  if (stamp) return instant(Number(stamp[1]) * 1000);
  const zoned = /\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})/i.exec(
    trimmed,
  );
  if (zoned)
    return instant(
      Date.parse(
        zoned[0]
          .replace(' ', 'T')
          .replace(/\s/g, '')
          .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
      ),
    );
  const mailed = /^\w{3}, \d{1,2} \w{3} \d{4} \d{2}:\d{2}:\d{2} (GMT|UTC|[+-]\d{4})$/.test(trimmed);
  if (mailed) return instant(Date.parse(trimmed));
  const packed = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(trimmed);
  if (packed) return local(packed[1], packed[2], packed[3], packed[4], packed[5]);
  const ordered =
    /(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*(?:日|号)?(?:[T\s·|]*(上午|下午|晚上|中午|凌晨|早上)?\s*(\d{1,2})\s*(?:[:：]|时|点)\s*(\d{1,2}))?/.exec(
      trimmed,
    );
  if (ordered) {
    const [, year, month, day, part = '', hour, minute] = ordered;
    const late = /下午|晚上/.test(part) && Number(hour) < 12;
    return local(
      year,
      month,
      day,
      hour === undefined ? undefined : String(Number(hour) + (late ? 12 : 0)),
      minute,
    );
  }
  const computed = /^\w{3} ([a-z]{3}) +(\d{1,2}) \d{2}:\d{2}:\d{2} \w{2,5} (\d{4})$/i.exec(trimmed);
  if (computed) return parseFactDate(`${computed[1]} ${computed[2]}, ${computed[3]}`);
  const named =
    /\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/i.exec(trimmed) ??
    /\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})\b/i.exec(trimmed);
  if (named) {
    const [, first = '', second = '', year] = named;
    const [name, day] = /\d/.test(first) ? [second, first] : [first, second];
    const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
    return month > 0 ? local(year, String(month), day) : undefined;
  }
  return undefined;
}

function instant(time: number): string | undefined {
  const year = new Date(time).getUTCFullYear();
  return year >= 1990 && year < 2100 ? new Date(time).toISOString() : undefined;
}

function local(
  year?: string,
  month?: string,
  day?: string,
  hour?: string,
  minute?: string,
): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(Date.UTC(y, m - 1, d));
  if (y < 1990 || y >= 2100 || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined;
  const day10 = `${y}-${two(m)}-${two(d)}`;
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return day10;
  return `${day10}T${two(Number(hour))}:${two(Number(minute))}`;
}
