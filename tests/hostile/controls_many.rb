# 200,000 controls made in a loop.
# attack: absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

200_000.times do |i|
  control "many-#{i}" do
    describe i do
      it { should eq i }
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
