# apache: where a distribution keeps what belongs to the Apache server.
module Cincture
  module Resources
    class Apache < Inspec.resource(1)
      name 'apache'
      supports platform: 'unix'
      desc 'Names and places of the Apache server.'

      attr_reader :service, :conf_dir, :conf_path, :user

      def initialize
        if inspec.os.debian?
          @service = 'apache2'
          @conf_dir = '/etc/apache2/'
          @conf_path = '/etc/apache2/apache2.conf'
          @user = 'www-data'
        else
          @service = 'httpd'
          @conf_dir = '/etc/httpd/'
          @conf_path = '/etc/httpd/conf/httpd.conf'
          @user = 'apache'
        end
      end

      def resource_id
        @conf_path
      end

      def to_s
        'Apache Environment'
      end
    end
  end
end
