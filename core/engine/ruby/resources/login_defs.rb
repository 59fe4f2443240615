# login_defs: the rules for passwords and accounts in /etc/login.defs.
module Cincture
  module Resources
    class LoginDefs < Inspec.resource(1)
      include SettingsFile

      name 'login_defs'
      supports platform: 'unix'
      desc 'The rules in /etc/login.defs.'

      ASSIGNMENT = /^\s*(\S+)\s+(\S*)\s*$/

      def initialize(path = nil)
        @path = path || '/etc/login.defs'
        @content = read_file_content(@path)
      end

      def to_s
        'login.defs'
      end

      private

      def form
        { assignment_regex: ASSIGNMENT }
      end
    end
  end
end
