import type { Topology } from '@sluice/topology';
import { parseInputs } from './inputs.js';
import { renderPage } from './page/render-page.js';
import type { PriceList } from './prices.js';
import { reportOn } from './report.js';
import { standardCases } from './standard-cases.js';

/** docs/sizing.md: the standard cases by the topology and prices that stand in the repository. */
export const standardPage = (topology: Topology, prices: PriceList): string =>
  renderPage(
    standardCases.map(({ name, ...given }) => ({
      name,
      report: reportOn(parseInputs(given, topology), topology, prices),
    })),
    prices,
  );
