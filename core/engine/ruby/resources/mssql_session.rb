# mssql_session: SQL queries by the target's own `sqlcmd`.
module Cincture
  module Resources
    class MssqlSession < Inspec.resource(1)
      name 'mssql_session'
      supports platform: 'unix'
      desc 'A Microsoft SQL Server, asked by the sqlcmd of the target.'

      attr_reader :user, :password, :host, :port, :instance, :local_mode, :db_name, :trust_server_certificate

      def initialize(options = {}, **more)
        options = options.merge(more)
        @user = options[:user]
        @password = options[:password] || options[:pass]
        @local_mode = options[:local_mode]
        @host = options[:host] || 'localhost' unless @local_mode
        @port = options[:port] unless @local_mode
        @instance = options[:instance]
        @db_name = options[:db_name]
        @trust_server_certificate = !!options[:trust_server_certificate]
        raise Inspec::Exceptions::ResourceSkipped, 'sqlcmd is missing' unless inspec.command('sqlcmd').exist?
        return unless query('select getdate()').empty?
        raise Inspec::Exceptions::ResourceSkipped, "Can't connect to the MS SQL Server."
      end

      def query(query)
        asked = inspec.command(command_for(query))
        text = (asked.stdout + "\n" + asked.stderr).scrub
        if asked.exit_status != 0 || text.include?('Sqlcmd: Error')
          raise Inspec::Exceptions::ResourceFailed, "Could not execute the sql query #{text}"
        end
        SqlResult.new(rows(asked.stdout.scrub))
      end

      def resource_id
        "mssql_session:User:#{@user}:Host:#{@host}:Database:#{@db_name}:Instance:#{@instance}"
      end

      def to_s
        'MSSQL session'
      end

      private

      def command_for(query)
        quoted = query.gsub('"', '""').gsub('$') { '\\$' }
        command = "sqlcmd -Q \"set nocount on; #{quoted}\" -W -w 1024 -s ','"
        command += ' -C' if @trust_server_certificate
        command += " -U '#{@user}' -P '#{@password}'" unless @user.nil? || @password.nil?
        command += " -d '#{@db_name}'" unless @db_name.nil?
        @local_mode ? command : command + " -S '#{server}'"
      end

      def server
        @host.to_s + (@port.nil? ? '' : ",#{@port}") + (@instance.nil? ? '' : "\\#{@instance}")
      end

      # The second line is a rule below the names.
      def rows(text)
        table = CsvText.new(text.gsub("\r", "\n").gsub(/\n+/, "\n")).rows
        names = table[0] || []
        (table[2..-1] || []).map do |row|
          Hashie::Mash.new(names.each_with_index.reject { |name, _| name.nil? }.map { |name, i| [name.downcase, row[i]] }.to_h)
        end
      end
    end
  end
end
