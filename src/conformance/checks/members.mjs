import assert from 'node:assert/strict';

const presence = (user, state) => ({ status, details }) => status === 'presence'
  && details.user_id === user && details.state === state;

export const members = {
  'two members who speak at the same time see one order': async world => {
    const alice = await world.connect();
    const bob = await world.join(alice, { query: { last_seq: 0 } });

    const acks = await Promise.all([alice, bob, alice, bob].map((peer, n) => peer.chat(`Message ${n}`)));

    const last = Math.max(...acks.map(({ seq }) => seq));
    const [hers, his] = [await alice.upTo(last), await bob.upTo(last)];
    assert.deepEqual(his, hers);
    assert.deepEqual(new Set(hers.filter(({ type }) => type === 'message').map(({ user_id: user }) => user)), new Set([alice.userId, bob.userId]));
  },
  'two members are shown the same answer': async world => {
    const alice = await world.connect();
    const bob = await world.join(alice);
    const ack = await alice.chat('Hello 👋');

    const [hers, his] = await Promise.all([world.reply(alice, ack.message_id), world.reply(bob, ack.message_id)]);

    assert.deepEqual(his, hers);
  },
  'what one device says the other hears, and the ack is for the one that asked': async world => {
    const desk = await world.connect();
    const phone = await world.connect();

    const ack = await desk.chat('Hello');

    const message = await phone.entry(ack.seq);
    await phone.settled();
    assert.equal(message.content, 'Hello');
    assert.equal(phone.heard.filter(({ type }) => type === 'ack').length, 0);
  },
  'history, help and errors are for the one that asked': async world => {
    const desk = await world.connect();
    const phone = await world.connect();
    await desk.command('history');
    await desk.command('help');
    await desk.ask({ type: 'chat' });

    await phone.settled();

    assert.deepEqual(phone.heard.map(({ type }) => type).filter(type => ['history', 'help', 'error'].includes(type)), []);
  },
  'presence: who comes and goes is told, and who is there': async world => {
    const alice = await world.connect();
    const bob = await world.join(alice);

    await alice.find('that bob came', presence(bob.userId, 'connected'));
    await bob.find('that alice is there', presence(alice.userId, 'connected'));
    await bob.close(1000);
    await alice.find('that bob left', presence(bob.userId, 'disconnected'));

    assert.equal(alice.heard.filter(presence(alice.userId, 'connected')).length, 0, 'nobody is told of itself');
  },
  'presence: whose socket is lost is told as reconnecting, or as gone': async world => {
    const alice = await world.connect();
    const bob = await world.join(alice);
    await alice.find('that bob came', presence(bob.userId, 'connected'));

    bob.cut();

    await alice.find('that bob is away', message => ['reconnecting', 'disconnected'].some(state => presence(bob.userId, state)(message)));
  },
  'any member may cancel an answer': async world => {
    const alice = await world.connect();
    const bob = await world.join(alice);
    const { ack, running } = await world.longAnswer(alice);

    const order = await bob.command('cancel', { message_id: running.message_id });

    const reply = await world.reply(alice, ack.message_id);
    if (reply.status === 'complete') world.skip('the answer was over before the cancel came');
    assert.deepEqual([reply.status, order.type, order.seq], ['cancelled', 'ack', reply.seq]);
  },
  'nothing is heard of another conversation': async world => {
    const alice = await world.connect();
    const elsewhere = await world.connect({ project: `${world.project}-other` });
    const ack = await alice.chat('Hello');
    await world.reply(alice, ack.message_id);

    const { seq } = await elsewhere.chat('Something else');

    assert.equal(seq, 1);
    assert.deepEqual((await elsewhere.upTo(seq)).map(({ content }) => content), ['Something else']);
  },
};
