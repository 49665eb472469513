// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('credentials', table => {
    table.comment(
      'Who got which credential for which DPU cluster. Tokens are never stored.',
    );
    table.string('id', 36).notNullable().primary();
    table.string('management_cluster', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 253).notNullable();
    table.string('cluster_uid', 64).notNullable();
    table.text('cluster_type').notNullable();
    table.text('cluster_owner').nullable().comment('Entity ref');
    table.text('user_ref').notNullable().comment('Entity ref');
    table.string('role', 32).notNullable();
    table.text('reason').nullable();
    table.string('issued_at', 40).notNullable().comment('RFC 3339');
    table.string('expires_at', 40).notNullable().comment('RFC 3339');
    table
      .string('failed_at', 40)
      .nullable()
      .comment('RFC 3339; no token was handed out');
    table
      .string('revoked_at', 40)
      .nullable()
      .comment('RFC 3339; when it was requested');
    table.text('revoked_by').nullable().comment('Entity ref');
    table
      .string('removed_at', 40)
      .nullable()
      .comment('RFC 3339; its Secret is gone from the DPU cluster');
    table.string('audit_id', 64).nullable();
    table.index(['cluster_uid', 'expires_at'], 'credentials_cluster');
    table.index(['removed_at', 'expires_at'], 'credentials_removed');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('credentials');
};
