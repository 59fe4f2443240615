# postgres: the version of PostgreSQL, and where a distribution keeps its files.
module Cincture
  module Resources
    class Postgres < Inspec.resource(1)
      name 'postgres'
      supports platform: 'unix'
      desc 'Version and places of PostgreSQL.'

      attr_reader :service, :data_dir, :conf_dir, :conf_path, :version, :cluster

      def initialize
        inspec.os.debian? ? find_on_debian : find_elsewhere
        @conf_dir ||= @data_dir
        @service = 'postgresql' + suffix
        if @version.to_s.empty? || @conf_dir.to_s.empty?
          skip_resource 'Seems like PostgreSQL is not installed on your system'
        else
          @conf_path = @conf_dir + '/postgresql.conf'
        end
      end

      def to_s
        'PostgreSQL'
      end

      private

      # Several versions, and several clusters of each, can be side by side there.
      def find_on_debian
        @version = version_of_psql || folders('/etc/postgresql')[0]
        return if @version.to_s.empty?
        clusters = folders("/etc/postgresql/#{@version}")
        @cluster = clusters.include?('main') ? 'main' : clusters[0]
        @conf_dir = "/etc/postgresql/#{@version}/#{@cluster}"
        @data_dir = "/var/lib/postgresql/#{@version}/#{@cluster}"
      end

      def find_elsewhere
        @version = version_of_psql
        @version = folders('/var/lib/pgsql')[0] if @version.to_s.empty? && !folder?('/var/lib/pgsql/data')
        places = ["/var/lib/pgsql/#{@version}/data", "/var/lib/pgsql/#{@version.to_i}/data", '/var/lib/pgsql/data',
                  '/var/lib/postgres/data', '/var/lib/postgresql/data']
        @data_dir = places.find { |path| folder?(path) }
      end

      def suffix
        return "-#{@version.to_i}" if @version.to_i >= 10
        @version.to_f >= 9.4 ? "-#{@version}" : ''
      end

      # "psql (PostgreSQL) 14.5": the first number, or the first two before 10.
      def version_of_psql
        return nil unless Host.can_run? && inspec.command('psql').exist?
        words = inspec.command('psql --version').stdout.strip.split(' ')
        raise TargetError, '`psql --version` failed in the target' if words.length < 3
        parts = words[2].split('.')
        parts[0].to_i >= 10 ? parts[0] : "#{parts[0]}.#{parts[1]}"
      end

      def folders(path)
        (Host.list(path) || []).sort.reject { |n| n.start_with?('.') }.select { |n| folder?(path + '/' + n) }
      end

      def folder?(path)
        found = Host.stat(path, true)
        !found.nil? && found['kind'] == 'directory'
      end
    end
  end
end
