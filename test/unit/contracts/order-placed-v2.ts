import * as z from 'zod/mini';
import { Amount, Currency } from '../../../functions/contracts/money.ts';
import { ORDER_PLACED, OrderPlaced } from '../../../functions/contracts/order-placed.ts';

/** A next version that exists in tests only: the amount and its currency have become one field. */
const OrderPlacedV2 = z.extend(z.omit(OrderPlaced, { totalAmount: true, currency: true }), {
  total: z.object({ amount: Amount, currency: Currency }),
});
type OrderPlacedV2 = z.infer<typeof OrderPlacedV2>;

export const TYPE_V2 = 'chargeonce.order.placed.v2';

const upcast = ({ currency, totalAmount, ...same }: OrderPlaced): OrderPlacedV2 => ({
  ...same,
  total: { amount: totalAmount, currency },
});
const downcast = ({ total, ...same }: OrderPlacedV2): OrderPlaced => ({
  ...same,
  totalAmount: total.amount,
  currency: total.currency,
});

/** A consumer that was taught v2 before it is published, and still works with the shape of v1. */
export const VERSIONS_WHILE_ON_V1 = {
  [ORDER_PLACED.type]: OrderPlaced,
  [TYPE_V2]: z.pipe(OrderPlacedV2, z.transform(downcast)),
};

/** A consumer that works with v2, and reads the v1 that topics and quarantines still hold. */
export const VERSIONS_ON_V2 = {
  [ORDER_PLACED.type]: z.pipe(OrderPlaced, z.transform(upcast)),
  [TYPE_V2]: OrderPlacedV2,
};
