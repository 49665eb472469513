// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('finding_notices', table => {
    table.comment('Findings that somebody was notified of and that are open');
    table.string('management_cluster', 63).notNullable();
    table
      .string('uid', 64)
      .notNullable()
      .comment('uid of the DPUCluster; empty: all of the management cluster');
    table.string('code', 64).notNullable();
    table
      .string('scope', 255)
      .notNullable()
      .comment('Of the notification, which later ones update');
    table.string('announced_at', 40).notNullable().comment('RFC 3339');
    table
      .string('seen_at', 40)
      .notNullable()
      .comment('RFC 3339; a replica saw it, with a minute of delay');
    table.text('recipients').notNullable().comment('JSON; entity refs');
    table.text('subject').notNullable().comment('What has the finding');
    table.text('sentence').notNullable();
    table.text('link').notNullable();
    table.text('members', 'longtext').notNullable().comment('JSON; clusters');
    // Several replicas see the same finding. One of them announces it.
    table.primary(['management_cluster', 'uid', 'code']);
  });
  await knex.schema.createTable('finding_acknowledgements', table => {
    table.comment('Who knows of open findings of DPU clusters');
    table.string('management_cluster', 63).notNullable();
    table.string('uid', 64).notNullable().comment('uid of the DPUCluster');
    table.string('namespace', 63).notNullable();
    table.string('code', 64).notNullable();
    table
      .string('opened_at', 40)
      .nullable()
      .comment('RFC 3339; since when the finding was there, where it says so');
    table.text('note').notNullable();
    table.text('acknowledged_by').notNullable().comment('Entity ref');
    table.string('acknowledged_at', 40).notNullable().comment('RFC 3339');
    table.string('until', 40).notNullable().comment('RFC 3339');
    table
      .string('seen_at', 40)
      .notNullable()
      .comment('RFC 3339; a replica saw the finding');
    // A finding is open once, so it has one acknowledgement; both end together.
    table.primary(['management_cluster', 'uid', 'code']);
  });
  await keepAnnounced(knex);
};

/**
 * Earlier releases announced blocking findings, and did not keep which of them were open. Those that are open are not
 * announced again.
 *
 * @param {import('knex').Knex} knex
 */
async function keepAnnounced(knex) {
  const open = await knex('cluster_findings as finding')
    .join('cluster_records as record', function both() {
      this.on('record.uid', 'finding.uid').andOn(
        'record.management_cluster',
        'finding.management_cluster',
      );
    })
    .whereNull('finding.closed_at')
    .select(
      'finding.management_cluster',
      'finding.uid',
      'finding.code',
      'finding.sentence',
      'finding.seen_at',
      'record.attributes',
    );
  for (const { attributes, ...finding } of open) {
    const { uid, code } = finding;
    const sent = await knex('notification_outbox')
      .where({ uid })
      .where('scope', 'like', `dpf:${uid}:blocked:${code}:%`)
      .orderBy('id', 'desc');
    if (sent.length) {
      const { title, link, scope } = JSON.parse(sent[0].payload);
      const recipients = sent
        .filter(({ payload }) => JSON.parse(payload).scope === scope)
        .map(({ recipient }) => recipient);
      const { namespace } = JSON.parse(attributes);
      await knex('finding_notices').insert({
        ...finding,
        scope,
        announced_at: sent[0].at,
        recipients: JSON.stringify(recipients),
        subject: title.replace(/ needs somebody to act$/, ''),
        link,
        members: JSON.stringify([{ uid, namespace }]),
      });
    }
  }
}

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('finding_acknowledgements');
  await knex.schema.dropTable('finding_notices');
};
