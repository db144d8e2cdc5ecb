import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
import type { System } from './system.ts';

/** The order's row as it is now; undefined where there is none. */
export const readOrder = ({ dynamo, outputs }: System, orderId: string): Promise<OrderRow | undefined> =>
  dynamoOrderStore({ dynamo, table: outputs.OrdersTable }).find(orderId);

/** The payment of an order; undefined where it was never claimed. */
export const readPayment = ({ dynamo, outputs }: System, orderId: string): Promise<PaymentRow | undefined> =>
  dynamoOperatorLedger({ dynamo, table: outputs.PaymentDedupTable }).find(ORDER_PLACED.eventId(orderId));
