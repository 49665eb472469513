// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('phase_transitions', table => {
    table.comment('Phase changes of DPU clusters that the portal saw');
    table.increments('id').notNullable();
    table.string('uid', 64).notNullable().comment('uid of the DPUCluster');
    table.string('management_cluster', 63).notNullable();
    table
      .integer('sequence')
      .notNullable()
      .comment('Counts the transitions of one uid');
    table.string('from_phase', 32).nullable();
    table.string('to_phase', 32).notNullable();
    table.string('resource_version', 40).notNullable();
    table.string('at', 40).notNullable().comment('RFC 3339');
    table.text('sentence').nullable();
    // Several replicas see the same change; one of them writes it.
    table.unique(['uid', 'sequence'], {
      indexName: 'phase_transitions_uid_sequence',
    });
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('phase_transitions');
};
