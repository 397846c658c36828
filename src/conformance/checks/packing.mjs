import assert from 'node:assert/strict';

export const packing = {
  'batch=1: the same messages in the same order, however they are packed': async world => {
    const plain = await world.connect();
    const packed = await world.connect({ query: { batch: '1' } });
    const { ack } = await world.longAnswer(plain);

    const [one, other] = [await world.reply(plain, ack.message_id), await world.reply(packed, ack.message_id)];

    assert.deepEqual(other, one);
    assert.deepEqual(await packed.upTo(one.seq), await plain.upTo(one.seq));
  },
  'compress=deflate: a long message says the same': async world => {
    const plain = await world.connect();
    const packed = await world.connect({ query: { compress: 'deflate' } });
    const content = '长长的话 👋 and so on. '.repeat(200);

    const ack = await plain.chat(content);

    assert.equal((await packed.entry(ack.seq)).content, content);
  },
  'batch and compress together': async world => {
    const plain = await world.connect();
    const packed = await world.connect({ query: { batch: '1', compress: 'deflate' } });
    const ack = await plain.chat('And again. 再来 '.repeat(300));
    const reply = await world.reply(plain, ack.message_id);

    assert.deepEqual(await packed.upTo(reply.seq), await plain.upTo(reply.seq));
  },
  'batch with another value than 1 or 0 is refused with 400': async world => {
    const { status, body } = await world.knock({ query: { batch: 'many' } });

    assert.equal(status, 400);
    assert.match(JSON.parse(body).message, /batch/);
  },
};
