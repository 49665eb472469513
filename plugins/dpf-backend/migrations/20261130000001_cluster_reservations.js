// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cluster_reservations', table => {
    table.comment('Clusters of an owner that are being made, for quotas');
    table.string('id', 36).notNullable().primary();
    table.string('management_cluster', 63).notNullable();
    table.text('owner').notNullable().comment('Entity ref');
    table.text('cluster').notNullable().comment('namespace/name');
    table.string('ends_at', 40).notNullable().comment('RFC 3339');
    table.index(
      ['management_cluster', 'ends_at'],
      'cluster_reservations_of_management_cluster',
    );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cluster_reservations');
};
