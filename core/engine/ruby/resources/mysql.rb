# mysql: where a distribution keeps what belongs to MySQL.
module Cincture
  module Resources
    class Mysql < Inspec.resource(1)
      name 'mysql'
      supports platform: 'unix'
      desc 'Names and places of MySQL.'

      attr_reader :package, :service, :conf_dir, :conf_path, :data_dir, :log_dir, :log_path, :log_group, :log_dir_group

      def initialize
        family = inspec.os[:family]
        @data_dir = '/var/lib/mysql/'
        @log_dir = '/var/log/'
        @log_dir_group = 'root'
        ['debian', 'arch'].include?(family) ? in_its_own_folder(family) : in_etc
        @package = { 'debian' => 'mysql-server', 'redhat' => 'mysql-server', 'fedora' => 'mysql-server',
                     'arch' => 'mariadb' }[family]
      end

      def to_s
        'MySQL'
      end

      private

      def in_its_own_folder(family)
        @service = 'mysql'
        @conf_dir = '/etc/mysql/'
        @conf_path = '/etc/mysql/my.cnf'
        @log_path = '/var/log/mysql.log'
        @log_group = family == 'debian' ? 'adm' : 'mysql'
        @log_dir_group = 'syslog' if family == 'debian' && inspec.os[:release] == '14.04'
      end

      def in_etc
        @service = 'mysqld'
        @conf_dir = '/etc/'
        @conf_path = '/etc/my.cnf'
        @log_path = '/var/log/mysqld.log'
        @log_group = 'mysql'
      end
    end
  end
end
