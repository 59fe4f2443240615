# oracledb_session: SQL queries by the target's own `sqlplus` or `sqlcl`.
module Cincture
  module Resources
    class OracledbSession < Inspec.resource(1)
      name 'oracledb_session'
      supports platform: 'unix'
      desc 'An Oracle database, asked by the sqlplus or sqlcl of the target.'

      # Stands before the answer, after whatever a login prints.
      MARK = 'oracle_query_string'.freeze
      COMMA = 'comma_query_sub'.freeze

      attr_reader :bin, :db_role, :host, :password, :port, :service, :su_user, :user, :tns_alias, :env_vars

      def initialize(options = {}, **more)
        options = options.merge(more)
        @user = options[:user]
        @password = options[:password] || options[:pass]
        @bin = 'sqlplus'
        @host = options[:host] || 'localhost'
        @port = options[:port] || '1521'
        @service = options[:service]
        @su_user = options[:as_os_user]
        @db_role = options[:as_db_role]
        @sqlcl = options[:sqlcl_bin]
        @sqlplus = options[:sqlplus_bin] || 'sqlplus'
        @tns_alias = options[:tns_alias]
        @env_vars = options[:env] || {}
        fail_resource "Can't run Oracle checks without authentication" unless @su_user || @user || @password
      end

      # Where there are no rows the client prints nothing, and the empty text is the result, as in InSpec.
      def query(sql)
        raise Inspec::Exceptions::ResourceFailed, resource_exception_message.to_s if resource_failed?
        asked = inspec.command(command_for(sql))
        text = (asked.stdout + "\n" + asked.stderr).scrub
        if asked.exit_status != 0 || text.downcase =~ /^error/
          raise Inspec::Exceptions::ResourceFailed, "Oracle query with errors: #{text}"
        end
        asked.stdout.empty? ? asked.stdout : SqlResult.new(rows(asked.stdout.scrub))
      end

      def resource_id
        return "#{@tns_alias}-#{@user}" unless @tns_alias.to_s.empty?
        who = @user || @su_user
        who ? "#{@host}-#{@port}-#{who}" : ''
      end

      def to_s
        'Oracle Session'
      end

      private

      def command_for(sql)
        format = choose_client
        sql = escaped(sql) if @db_role && @su_user
        sql += ';' unless sql.strip.end_with?(';')
        return through_alias(format, sql) unless @tns_alias.to_s.empty?
        script = " <<'EOC'\n#{format}\n#{sql}\nEXIT\nEOC"
        address = "#{@user}/#{@password}@#{@host}:#{@port}/#{@service}"
        return "echo '#{MARK}';#{@bin} #{address}#{script}" if @db_role.nil?
        return "echo '#{MARK}';#{@bin} #{address} as #{@db_role}#{script}" if @su_user.nil?
        "su - #{@su_user} -c \"echo '#{MARK}'; env ORACLE_SID=#{@service} #{@bin} / as #{@db_role}#{script}\""
      end

      # Sets the client, and gives the words that make it print CSV.
      def choose_client
        if @sqlcl && inspec.command(@sqlcl).exist?
          @bin = @sqlcl
          return "set sqlformat csv\nSET FEEDBACK OFF"
        end
        @bin = "#{@sqlplus} -S"
        "SET PAGESIZE 32000\nSET FEEDBACK OFF\nSET UNDERLINE OFF"
      end

      # For a text between double quotes.
      def escaped(sql)
        sql = sql.gsub('"') { '\\"' }
        sql.include?('\\$') ? sql : sql.gsub('$') { '\\$' }
      end

      def through_alias(format, sql)
        login = "#{@user}/#{@password}@#{@tns_alias}" + (@db_role && !@su_user ? " as #{@db_role}" : '')
        script = "<<'INSPECSQL'\nconnect #{login}\n#{format}\n#{sql}\nEXIT\nINSPECSQL"
        env = @env_vars.map { |name, value| "#{name}='#{value}'" }.join(' ')
        return "su - #{@su_user} -c \"echo '#{MARK}'; #{env} #{@bin} -s /nolog #{script}\"" if @su_user
        (env.empty? ? '' : env + ' ') + "echo '#{MARK}';#{@bin} -s /nolog #{script}"
      end

      # As InSpec reads it: a line is one value, commas or not; one without anything is no row, but keeps its place.
      def rows(text)
        answer = (text.split(MARK)[-1] || '').sub("\r", '').strip.gsub(',', COMMA)
        lines = CsvText.new(answer).rows.map { |fields| fields[0] && fields[0].gsub(COMMA, ',') }
        name = (lines.shift || '').downcase
        lines.map { |value| value.nil? ? nil : Hashie::Mash.new(name => value) }
      end
    end
  end
end
