// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cluster_records', table => {
    table.comment('Each DPU cluster that the portal saw, as it was last');
    table.string('management_cluster', 63).notNullable();
    table.string('uid', 64).notNullable().comment('uid of the DPUCluster');
    table.text('attributes').notNullable().comment('JSON, for permissions');
    table.string('group_qualifier', 63).nullable().comment('API group');
    table.string('created_at', 40).notNullable().comment('RFC 3339');
    table.string('deletion_at', 40).nullable().comment('RFC 3339; requested');
    table.text('retired_by').nullable().comment('Entity ref; by the portal');
    table
      .string('gone_at', 40)
      .nullable()
      .comment('RFC 3339; the portal saw that it is gone');
    table.string('resource_version', 40).notNullable();
    table.text('facts').notNullable().comment('JSON; to see what changes');
    table.primary(['management_cluster', 'uid']);
    table.index(['gone_at'], 'cluster_records_gone_at');
  });
  await knex.schema.createTable('cluster_changes', table => {
    table.comment('Changes of conditions, versions and settings');
    table.increments('id').notNullable();
    table.string('management_cluster', 63).notNullable();
    table.string('uid', 64).notNullable().comment('uid of the DPUCluster');
    table.string('kind', 16).notNullable();
    table.text('subject').notNullable();
    // Several replicas see the same change; one of them writes it. A subject may be too long for an index.
    table.string('change_key', 64).notNullable().comment('Digest');
    table.text('before').nullable();
    table.text('after').nullable();
    table.text('detail').nullable();
    table.string('at', 40).notNullable().comment('RFC 3339');
    table.string('resource_version', 40).notNullable();
    table.text('changed_by').nullable().comment('Entity ref; by the portal');
    table.text('manager').nullable().comment('Of managedFields');
    table.unique(['management_cluster', 'uid', 'change_key'], {
      indexName: 'cluster_changes_once',
    });
    table.index(['at'], 'cluster_changes_at');
  });
  await knex.schema.createTable('cluster_findings', table => {
    table.comment('When findings of DPU clusters opened and closed');
    table.increments('id').notNullable();
    table.string('management_cluster', 63).notNullable();
    table.string('uid', 64).notNullable().comment('uid of the DPUCluster');
    table.string('code', 64).notNullable();
    table
      .integer('sequence')
      .notNullable()
      .comment('Counts the findings of one code of one uid');
    table.string('severity', 16).notNullable();
    table.string('who', 16).notNullable();
    table.text('sentence').notNullable();
    table.string('opened_at', 40).notNullable().comment('RFC 3339');
    table.string('closed_at', 40).nullable().comment('RFC 3339');
    table
      .string('seen_at', 40)
      .notNullable()
      .comment('RFC 3339; a replica saw it, with a minute of delay');
    // Several replicas see the same finding; one of them writes it.
    table.unique(['management_cluster', 'uid', 'code', 'sequence'], {
      indexName: 'cluster_findings_once',
    });
    table.index(['closed_at'], 'cluster_findings_closed_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cluster_findings');
  await knex.schema.dropTable('cluster_changes');
  await knex.schema.dropTable('cluster_records');
};
