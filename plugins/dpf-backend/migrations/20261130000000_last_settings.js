// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('last_settings', table => {
    table.comment('Settings of DPUClusters that the objects may lose');
    table.string('uid', 64).notNullable().primary().comment('uid');
    table.string('management_cluster', 63).notNullable();
    table.string('owner', 255).nullable().comment('Entity ref');
    table.string('kubeconfig', 253).nullable().comment('Name of the Secret');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('last_settings');
};
