// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('signal_secret', table => {
    table.comment('The secret of the keys in signals; each start replaces it');
    // One row: the replicas share one secret.
    table.integer('id').notNullable().primary();
    table.string('secret', 64).notNullable().comment('base64url');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('signal_secret');
};
