import { PutCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import Stripe from 'stripe';
import { usualDocuments, usualLogger, usualMetrics } from './usual-api.ts';

const stripe = new Stripe('sk_test_usual');

/** The usual parts with Stripe's SDK. https://docs.stripe.com/api/payment_intents/create?lang=node */
export const usualPayment = middy<{ readonly amount: number }>().handler(async ({ amount }) => {
  const { id } = await stripe.paymentIntents.create({ amount, currency: 'eur' });
  await usualDocuments.send(new PutCommand({ TableName: 'rows', Item: { id } }));
  usualLogger.info('created', { id });
  usualMetrics.publishStoredMetrics();
});
