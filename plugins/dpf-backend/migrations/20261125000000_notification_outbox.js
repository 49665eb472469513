// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('notification_outbox', table => {
    table.comment('Notifications that the owners of DPU clusters are to get');
    table.increments('id').notNullable();
    table.string('uid', 64).notNullable().comment('uid of the DPUCluster');
    table.string('management_cluster', 63).notNullable();
    table
      .string('scope', 255)
      .notNullable()
      .comment('The same for every replica and every attempt');
    table.string('recipient', 255).notNullable().comment('Entity ref');
    table.text('payload').notNullable().comment('JSON');
    table.string('at', 40).notNullable().comment('RFC 3339');
    table.string('sent_at', 40).nullable().comment('RFC 3339');
    // Several replicas see the same event. It is recorded once.
    table.unique(['scope'], { indexName: 'notification_outbox_scope' });
    table.index(['sent_at'], 'notification_outbox_sent_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('notification_outbox');
};
