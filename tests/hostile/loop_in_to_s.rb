# An endless loop in to_s, called by interpolation.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      slow = Object.new
      def slow.to_s
        loop {}
      end
      expect("#{slow}").to eq ''
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
