// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('dpf_upgrades', table => {
    table.comment('Upgrades of DPF, with the DPUs as they were before');
    table.string('id', 36).notNullable().primary();
    table.string('management_cluster', 63).notNullable();
    table
      .string('from_release', 64)
      .notNullable()
      .comment('Empty where DPF was installed for the first time');
    table.string('to_release', 64).notNullable();
    table
      .integer('attempt')
      .notNullable()
      .comment('Counts upgrades between the same two releases');
    table.string('taken_at', 40).notNullable().comment('RFC 3339');
    table.string('ended_at', 40).nullable().comment('RFC 3339');
    table
      .boolean('late')
      .notNullable()
      .comment('The upgrade ran already when the DPUs were read');
    table.integer('dpu_count').notNullable();
    table.text('dpus', 'longtext').notNullable().comment('JSON');
    table.unique(
      ['management_cluster', 'from_release', 'to_release', 'attempt'],
      { indexName: 'dpf_upgrades_once' },
    );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('dpf_upgrades');
};
