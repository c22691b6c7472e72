import { Resolver as DnsResolver, lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** Gives every address of a name; rejects when it has none. */
export type Resolver = (name: string) => Promise<readonly string[]>;

/** Names for one browser. */
export type NameResolver = {
  readonly resolve: Resolver;
  /** Gives up whatever is still being asked. */
  cancel(): void;
};

/** Longest for the first try at one name server, in milliseconds; the second gets twice that. */
const DNS_TRY_MS = 2500;
const DNS_TRIES = 2;
/** How long IPv4 addresses wait for those of IPv6, in milliseconds: RFC 8305's resolution delay, for busy machines. */
const OTHER_FAMILY_MS = 100;
/**
 * Names of one browser that the system's own resolver is asked for. It works on two threads of the whole process, so a
 * page that names hundreds of places which never answer would leave every other capture without names.
 */
const SYSTEM_NAMES_MAX = 8;
const HOSTS_FILE = '/etc/hosts';
/** Known to the machine and its router alone: without a dot, or of a top level that the DNS does not have. */
const LOCAL_NAME = /^[^.]+\.?$|\.(local|localhost|internal|lan|home\.arpa)\.?$/;

export type NameResolverOptions = {
  /** Name servers with their ports, in place of the machine's. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  readonly system?: Resolver;
  /** The system alone knows the way to names there (networks of their own, by interface). */
  readonly systemOnly?: boolean;
};

/**
 * Names as this machine knows them: its hosts file, then its name servers, asked in the open and not on the few threads
 * of the system's resolver, which is left the names of the local network.
 */
export function openNameResolver(options: NameResolverOptions = {}): NameResolver {
  const {
    servers,
    hostsFile = HOSTS_FILE,
    system = systemResolver,
    systemOnly = process.platform !== 'linux',
  } = options;
  if (systemOnly) return { resolve: system, cancel() {} };
  const dns = new DnsResolver({ timeout: DNS_TRY_MS, tries: DNS_TRIES });
  if (servers) dns.setServers(servers);
  let hosts: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  let systemNames = 0;
  let cancelled = false;
  return {
    async resolve(name) {
      hosts ??= readHosts(hostsFile);
      const listed = (await hosts).get(withoutDot(name));
      if (listed) return listed;
      // What is not yet asked when all is given up cannot be taken back by the resolver.
      if (cancelled) throw new Error('The browser that asked for this name has gone.');
      if (!LOCAL_NAME.test(name)) return await askDns(dns, name);
      systemNames += 1;
      if (systemNames > SYSTEM_NAMES_MAX)
        throw new Error('This page names too many places of a local network.');
      return await system(name);
    },
    cancel() {
      cancelled = true;
      dns.cancel();
    },
  };
}

const systemResolver: Resolver = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);

/** IPv4 first, as it is there on every machine; IPv6 is not waited for when it is late. */
async function askDns(dns: DnsResolver, name: string): Promise<readonly string[]> {
  const v4 = dns.resolve4(name);
  const v6 = dns.resolve6(name).catch((): string[] => []);
  const found = await v4.catch((): string[] => []);
  const other = found.length > 0 ? await Promise.race([v6, none(OTHER_FAMILY_MS)]) : await v6;
  // Without any address, what was wrong with the first question says why.
  return found.length + other.length > 0 ? [...found, ...other] : await v4;
}

function none(milliseconds: number): Promise<string[]> {
  return new Promise((resolve) => {
    setTimeout(() => resolve([]), milliseconds).unref();
  });
}

async function readHosts(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const hosts = new Map<string, string[]>();
  const text = await readFile(path, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const key = withoutDot(name.toLowerCase());
      hosts.set(key, [...(hosts.get(key) ?? []), address]);
    }
  }
  return hosts;
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
