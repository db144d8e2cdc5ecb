// Loaded into a publisher's process before its code: what the broker answers to a send is lost with the connection.
// Plain JavaScript, as the worker that loads it.
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const { KAFKA_PORTS = '', DROPPED_PERCENT, DROPPED_FILE = '' } = process.env;
const ports = KAFKA_PORTS.split(',').map(Number);
const { write, emit } = Socket.prototype;
/** In each request after its length; 0 is Produce. */
const API_KEY_AT = 4;
/** Of a socket: what comes in from now on is dropped. */
const isDeaf = Symbol('isDeaf');

const isSend = (socket, chunk) =>
  ports.includes(socket.remotePort) &&
  Buffer.isBuffer(chunk) &&
  chunk.length > 6 &&
  chunk.readInt16BE(API_KEY_AT) === 0;

Socket.prototype.write = function writeAndRemember(chunk, ...rest) {
  if (isSend(this, chunk) && Math.random() * 100 < Number(DROPPED_PERCENT)) this[isDeaf] = true;
  return write.call(this, chunk, ...rest);
};

Socket.prototype.emit = function emitUnlessDropped(event, ...rest) {
  if (event !== 'data' || !this[isDeaf]) return emit.call(this, event, ...rest);
  // A byte for each, for whoever counts them.
  appendFileSync(DROPPED_FILE, '.');
  // With an error, as a connection that breaks: kafkajs does not notice one that is only closed.
  this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  return true;
};
