# postgres_hba_conf and postgres_ident_conf: who may log in to PostgreSQL, and as whom, as tables.
module Cincture
  module Resources
    # The lines of such a file: neither empty nor comments.
    module PostgresAccess
      def conf_lines(path, allow_empty = false)
        lines = read_file_content(path, allow_empty).split("\n").map { |line| line.chomp("\r") }
        lines.reject { |line| line.empty? || line =~ /^\s*#/ }
      end

      # Beside postgresql.conf.
      def default_path(name)
        folder = inspec.postgres.conf_dir
        raise TypeError, 'no implicit conversion of nil into String' if folder.nil?
        "#{folder}/#{name}"
      end
    end

    class PostgresHbaConf < Inspec.resource(1)
      include FileReader
      include PostgresAccess

      name 'postgres_hba_conf'
      supports platform: 'unix'
      desc 'Who may log in to PostgreSQL.'

      attr_reader :conf_file, :params

      def initialize(path = nil)
        @conf_file = path || default_path('pg_hba.conf')
        @params = {}
        @params = conf_lines(@conf_file).map { |line| parse_line(line) }
      end

      table = FilterTable.create
      table.register_column(:type, field: 'type')
           .register_column(:database, field: 'database')
           .register_column(:user, field: 'user')
           .register_column(:address, field: 'address')
           .register_column(:auth_method, field: 'auth_method')
           .register_column(:auth_params, field: 'auth_params')
      table.install_filter_methods_on_resource(self, :params)

      def to_s
        "Postgres Hba Config #{@conf_file}"
      end

      private

      # Local connections have no address. A line that is too short ends the reading in InSpec, with these words.
      def parse_line(line)
        words = line.split(/\s+/)
        raise Inspec::Exceptions::ResourceSkipped, "undefined method `join' for nil:NilClass" if words.length < 4
        local = words[0] == 'local'
        { 'type' => words[0], 'database' => words[1], 'user' => words[2], 'address' => local ? '' : words[3],
          'auth_method' => local ? words[3] : words[4], 'auth_params' => (words[5..-1] || []).join(' ') }
      end
    end

    class PostgresIdentConf < Inspec.resource(1)
      include FileReader
      include PostgresAccess

      name 'postgres_ident_conf'
      supports platform: 'unix'
      desc 'Which users of the system are which users of PostgreSQL.'

      attr_reader :conf_file, :params

      def initialize(path = nil)
        @conf_file = path || default_path('pg_ident.conf')
        @params = {}
        @params = conf_lines(@conf_file, true).map do |line|
          words = line.split(/\s+/)
          { 'map_name' => words[0], 'system_username' => words[1], 'pg_username' => words[2] }
        end
      end

      table = FilterTable.create
      table.register_column(:map_name, field: 'map_name')
           .register_column(:system_username, field: 'system_username')
           .register_column(:pg_username, field: 'pg_username')
      table.install_filter_methods_on_resource(self, :params)

      def to_s
        "PostgreSQL Ident Config #{@conf_file}"
      end
    end
  end
end
