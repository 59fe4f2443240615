# mysql_session: SQL queries by the target's own `mysql`.
module Cincture
  module Resources
    class MysqlSession < Inspec.resource(1)
      name 'mysql_session'
      supports platform: 'unix'
      desc 'A MySQL server, asked by the mysql of the target.'

      # The account of Debian's maintenance, used where none is given.
      DEBIAN = '/etc/mysql/debian.cnf'.freeze

      def initialize(user = nil, pass = nil, host = 'localhost', port = nil, socket = nil)
        @user = user
        @pass = pass
        @host = host
        @port = port
        @socket = socket
        use_debian_account if user.nil? || pass.nil?
        if @user.nil? || @pass.nil?
          raise Inspec::Exceptions::ResourceFailed, "Can't run MySQL SQL checks without authentication."
        end
        query('select now()')
      end

      def query(query, db = '')
        raise Inspec::Exceptions::ResourceFailed, resource_exception_message.to_s if resource_failed?
        @db = db
        asked = inspec.command(command_for(query, db), redact_regex: /(mysql -u\w+ -p).+(\s-(h|S).*)/)
        text = (asked.stdout + "\n" + asked.stderr).scrub
        if asked.exit_status != 0 || text =~ /Can't connect to .* MySQL server/ || text.downcase =~ /^error:/
          raise Inspec::Exceptions::ResourceFailed, "MySQL query with errors: #{text}"
        end
        SqlLines.new(asked.stdout.scrub.strip, "MySQL query: #{query}", asked.exit_status)
      end

      def resource_id
        "mysql_session:User:#{@user}:Host:#{@host}:Database:#{@db}"
      end

      def to_s
        'MySQL Session'
      end

      private

      def command_for(query, db)
        command = "mysql -u#{Shell.escape(@user)} -p#{Shell.escape(@pass)}"
        command += @socket.nil? ? " -h #{@host}" : " -S #{@socket}"
        command += " --port #{@port}" unless @port.nil?
        command += " #{db}" unless db.empty?
        command + ' -s -e "' + query.gsub(/["$]/) { |c| '\\' + c } + '"'
      end

      def use_debian_account
        content = (Host.read(DEBIAN) || '').scrub
        user = content.match(/^\s*user\s*=\s*([^ ]*)\s*$/)
        pass = content.match(/^\s*password\s*=\s*([^ ]*)\s*$/)
        return unless user && pass
        @user = user[1]
        @pass = pass[1]
      end
    end
  end
end
