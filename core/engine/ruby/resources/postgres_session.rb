# postgres_session: SQL queries by the target's own `psql`.
module Cincture
  module Resources
    # Its fields can be padded.
    class PostgresLines < SqlLines
      def lines
        super.map { |line| line.strip }
      end
    end

    class PostgresSession < Inspec.resource(1)
      name 'postgres_session'
      supports platform: 'unix'
      desc 'A PostgreSQL server, asked by the psql of the target.'

      # What psql returns where it has lost, or never had, the connection.
      NO_CONNECTION = 2

      def initialize(user, pass, host = nil, port = nil, socket_path = nil)
        @user = user || 'postgres'
        @pass = pass
        @host = host || 'localhost'
        @port = port || 5432
        @socket_path = socket_path
        return unless @pass.nil?
        raise Inspec::Exceptions::ResourceFailed, "Can't run PostgreSQL SQL checks without authentication."
      end

      # An error of SQL is an answer, whose text is the output; where there was no server to ask, the resource fails.
      def query(query, db = [])
        raise Inspec::Exceptions::ResourceFailed, resource_exception_message.to_s if resource_failed?
        asked = inspec.command(command_for(query, db), redact_regex: /(:\/\/[a-z]*:).*(@)/)
        status = asked.exit_status
        return PostgresLines.new(asked.stdout.scrub.strip, "PostgreSQL query: #{query}", status) if status == 0
        text = (asked.stdout + "\n" + asked.stderr).scrub
        raise Inspec::Exceptions::ResourceFailed, "PostgreSQL connection error: #{text}" if unconnected?(text, status)
        # Without a word of PostgreSQL's it was psql that did not run, and the empty output would say nothing of the data.
        raise TargetError, "`psql` failed in the target: #{text.strip}" unless text.downcase.include?('error:')
        PostgresLines.new(text, "PostgreSQL query with error: #{query}", status)
      end

      def resource_id
        "postgress_session:User:#{@user}:Host:#{@host}"
      end

      private

      def unconnected?(text, status)
        return true if status == NO_CONNECTION
        refused = text.include?('could not connect to') || text.include?('password authentication failed')
        refused && (text.downcase.include?('error:') || text.downcase.include?('fatal:'))
      end

      def command_for(query, db)
        "psql -d #{address(db.map { |d| d.to_s }.join(' '))} -A -t -w -c #{Shell.escape(query)}"
      end

      # By a socket if one is given: then there is no host in the address.
      def address(db)
        login = "postgresql://#{@user}:#{encoded(@pass)}@"
        return "#{login}/#{db}?host=#{@socket_path} -p #{@port}" if @socket_path
        "#{login}#{@host}:#{@port}/#{db}"
      end

      # As in a form: what is not safe in an address as the numbers of its bytes, blanks as plus signs.
      def encoded(text)
        text.to_s.bytes.map { |b|
          c = b.chr
          if c =~ /\A[a-zA-Z0-9_.\-~]\z/ then c
          elsif c == ' ' then '+'
          else '%%%02X' % b
          end
        }.join
      end
    end
  end
end
