/**
 * The four subgraphs of the benches: accounts, inventory, products, reviews. Keys, `@requires`, `@provides` and an
 * external field, as in the query that gateways are commonly measured with; names and data are our own.
 *
 * Gives SDL and executable schemas over `shop-data.mjs`, and the supergraph that follows from them.
 */
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { shopData } from './shop-data.mjs';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

const accounts = {
  sdl: `${LINK}
    type Query { customers: [Customer!] customer(id: ID!): Customer }
    type Customer @key(fields: "id") { id: ID! name: String handle: String @shareable born: String }`,
  resolvers: {
    Query: {
      customers: () => shopData.customers,
      customer: (_root, { id }) => shopData.customerById.get(id) ?? null,
    },
    Customer: { __resolveReference: ({ id }) => shopData.customerById.get(id) ?? null },
  },
};

const inventory = {
  sdl: `${LINK}
    type Product @key(fields: "code") {
      code: String!
      cents: Int @external
      grams: Int @external
      inStock: Boolean
      deliveryCents: Int @requires(fields: "cents grams")
    }`,
  resolvers: {
    Product: {
      __resolveReference: (asked) => {
        const product = shopData.productByCode.get(asked.code);
        return product === undefined ? null : { ...asked, inStock: product.inStock };
      },
      // expensive things are delivered for nothing
      deliveryCents: ({ cents, grams }) => (cents > 100_000 ? 0 : Math.round(grams / 2)),
    },
  },
};

const products = {
  sdl: `${LINK}
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "code") { code: String! title: String cents: Int grams: Int }`,
  resolvers: {
    Query: { topProducts: (_root, { first }) => shopData.products.slice(0, first) },
    Product: { __resolveReference: ({ code }) => shopData.productByCode.get(code) ?? null },
  },
};

const reviews = {
  sdl: `${LINK}
    type Query { review(id: ID!): Review }
    type Review @key(fields: "id") {
      id: ID!
      text: String
      author: Customer @provides(fields: "handle")
      product: Product
    }
    type Customer @key(fields: "id") { id: ID! handle: String @external reviews: [Review] }
    type Product @key(fields: "code") { code: String! reviews: [Review] }`,
  resolvers: {
    Query: { review: (_root, { id }) => shopData.reviews.find((review) => review.id === id) ?? null },
    Review: {
      __resolveReference: ({ id }) => shopData.reviews.find((review) => review.id === id) ?? null,
      author: ({ author }) => ({ id: author, handle: shopData.customerById.get(author)?.handle }),
      product: ({ product }) => ({ code: product }),
    },
    Customer: {
      __resolveReference: ({ id }) => ({ id }),
      reviews: ({ id }) => shopData.reviews.filter(({ author }) => author === id),
    },
    Product: {
      __resolveReference: ({ code }) => ({ code }),
      reviews: ({ code }) => shopData.reviews.filter(({ product }) => product === code),
    },
  },
};

const SUBGRAPHS = { accounts, inventory, products, reviews };

export const SHOP_SUBGRAPHS = Object.keys(SUBGRAPHS);

/** @returns subgraph name -> schema that graphql-js executes */
export function shopSchemas() {
  return new Map(
    Object.entries(SUBGRAPHS).map(([name, { sdl, resolvers }]) => [
      name,
      buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }),
    ]),
  );
}

/** @param urlOf - where a subgraph answers; the benches without HTTP name any */
export function shopSupergraph(urlOf) {
  const { errors, supergraphSdl } = composeServices(
    Object.entries(SUBGRAPHS).map(([name, { sdl }]) => ({ name, typeDefs: parse(sdl), url: urlOf(name) })),
  );
  if (errors !== undefined) throw new Error(`the bench's subgraphs do not compose: ${errors[0]?.message}`);
  return supergraphSdl;
}

/** The well-known shape: down and up again between customers, reviews and products, five levels deep. */
export const SHOP_QUERY = `
fragment Person on Customer { id handle name }
fragment Opinion on Review { id text }
fragment Thing on Product { inStock title cents deliveryCents code grams }
query Shop {
  customers {
    ...Person
    reviews {
      ...Opinion
      product {
        ...Thing
        reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Thing } } } }
      }
    }
  }
  topProducts {
    ...Thing
    reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Thing } } } }
  }
}`;
